"""The particulars of each family of support, as typed tables; one module a family."""
