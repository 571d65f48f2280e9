"""What a company tells the warehouse about itself: the contracts of its departments."""
