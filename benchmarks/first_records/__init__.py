"""Ways of choosing the records that a contact page names first, compared on simulated worlds."""
