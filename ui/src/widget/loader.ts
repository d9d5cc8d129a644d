// Puts the customer's chat on any site.
