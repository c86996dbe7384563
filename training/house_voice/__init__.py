"""The house voice: a small speech language model and its codec, trained from nothing but texts."""
