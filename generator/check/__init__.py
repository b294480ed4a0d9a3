"""What authors get told before anything is printed: rules that reach over more than one item of a file."""
