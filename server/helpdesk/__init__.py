"""Help desks: other systems that are told what happens to tickets."""
