-- What filters ask for: attributes by name and value, and prices. Both serve the few that match; the many are scanned.
create index item_attributes on item using gin (attributes);
create index item_offer_price on item_offer (price);
