"""Places: the gazetteer that ships with the product, datelines, and the rows that releases use."""
