import { Link } from "react-router-dom";
import { Card } from "@/components/ui/card";
import { formatPrice } from "@/lib/utils";

export type ListingSummary = { id: string; title: string; price_cents: number; photos: string[] };

export const ListingCard = ({ listing }: { listing: ListingSummary }) => (
  <Link to={`/listing/${listing.id}`}>
    <Card className="overflow-hidden transition-shadow hover:shadow-md">
      {listing.photos[0] ? (
        <img src={listing.photos[0]} alt={listing.title} className="aspect-square w-full object-cover" loading="lazy" />
      ) : (
        <div className="aspect-square w-full bg-muted" />
      )}
      <div className="p-3">
        <p className="truncate font-medium">{listing.title}</p>
        <p className="text-sm text-muted-foreground">{formatPrice(listing.price_cents)}</p>
      </div>
    </Card>
  </Link>
);

export const ListingGrid = ({ listings }: { listings: ListingSummary[] }) => (
  <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
    {listings.map((listing) => <ListingCard key={listing.id} listing={listing} />)}
  </div>
);
