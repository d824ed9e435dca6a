"""What a developer runs on the checkout itself: nothing here is shipped, and no stage depends on it."""
