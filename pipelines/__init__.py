"""One thin module for each stage: it reads params and inputs, calls the package and writes outputs."""
