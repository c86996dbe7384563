"""One engine for every voice made of a language model over speech codes and a neural codec."""
