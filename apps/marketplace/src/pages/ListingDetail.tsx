import { useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Flag, Heart } from "lucide-react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { toast } from "sonner";
import { StructuredData } from "@/components/StructuredData";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { useCart } from "@/hooks/useCart";
import { useFavourite } from "@/hooks/useFavourite";
import { supabase } from "@/integrations/supabase/client";
import { translate } from "@/lib/translate";
import { formatPrice } from "@/lib/utils";

const ListingDetail = () => {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { user } = useAuth();
  const { add } = useCart();
  const { isFavourite, toggle } = useFavourite(id);
  const [translated, setTranslated] = useState<string | null>(null);
  const [shipping, setShipping] = useState({ name: "", address: "" });
  // The same key for every click, so that a double click is one order
  const idempotencyKey = useRef(crypto.randomUUID());

  const { data: listing } = useQuery({
    queryKey: ["listing", id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("listings")
        .select("id, title, description, price_cents, photos, status, seller_id, profiles(display_name, is_verified)")
        .eq("id", id)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  if (!listing) return <p>This listing does not exist any more.</p>;

  const buyNow = async () => {
    const { data, error } = await supabase.functions.invoke("buy-now", {
      body: { listingId: listing.id, idempotencyKey: idempotencyKey.current, shipping },
    });
    if (error) {
      toast.error("We could not start the checkout");
      return;
    }
    window.location.href = data.url;
  };

  const askSeller = async () => {
    if (!user) return navigate("/auth");
    const { data: existing, error: findError } = await supabase
      .from("conversations")
      .select("id")
      .eq("listing_id", listing.id)
      .eq("buyer_id", user.id)
      .maybeSingle();
    if (findError) return toast.error(findError.message);
    if (existing) return navigate(`/messages/${existing.id}`);
    const { data, error } = await supabase
      .from("conversations")
      .insert({ listing_id: listing.id, buyer_id: user.id, seller_id: listing.seller_id })
      .select("id")
      .single();
    if (error) return toast.error(error.message);
    navigate(`/messages/${data.id}`);
  };

  const report = async () => {
    if (!user) return navigate("/auth");
    const { error } = await supabase
      .from("reports")
      .insert({ listing_id: listing.id, reporter_id: user.id, reason: "inappropriate" });
    if (error) toast.error(error.message);
    else toast.success("Thank you, we will have a look");
  };

  const showTranslation = async () => {
    try {
      setTranslated(await translate(listing.description, "EN"));
    } catch {
      toast.error("Translation is not available right now");
    }
  };

  return (
    <div className="grid gap-8 md:grid-cols-2">
      <StructuredData name={listing.title} price={listing.price_cents / 100} />
      <div className="grid gap-3">
        {listing.photos.map((photo) => <img key={photo} src={photo} alt={listing.title} className="rounded-lg" />)}
      </div>
      <div className="space-y-4">
        <h1 className="text-2xl font-semibold">{listing.title}</h1>
        <p className="text-xl">{formatPrice(listing.price_cents)}</p>
        <p className="text-sm">
          Sold by <Link className="underline" to={`/seller/${listing.seller_id}`}>{listing.profiles?.display_name}</Link>{" "}
          {listing.profiles?.is_verified && <Badge>Verified</Badge>}
        </p>
        <div className="prose" dangerouslySetInnerHTML={{ __html: listing.description }} />
        {translated && <p className="text-muted-foreground">{translated}</p>}
        {listing.status === "active" && (
          <div className="space-y-2">
            <Input placeholder="Name" value={shipping.name} onChange={(e) => setShipping({ ...shipping, name: e.target.value })} />
            <Input placeholder="Address" value={shipping.address} onChange={(e) => setShipping({ ...shipping, address: e.target.value })} />
            <div className="flex gap-2">
              <Button onClick={buyNow}>Buy now</Button>
              <Button
                variant="outline"
                onClick={() => add({ listingId: listing.id, title: listing.title, priceCents: listing.price_cents, quantity: 1 })}
              >
                Add to cart
              </Button>
            </div>
          </div>
        )}
        <div className="flex gap-2">
          <Button variant="ghost" size="sm" onClick={toggle}>
            <Heart className={isFavourite ? "h-4 w-4 fill-current" : "h-4 w-4"} /> Favourite
          </Button>
          <Button variant="ghost" size="sm" onClick={askSeller}>Ask the seller</Button>
          <Button variant="ghost" size="sm" onClick={showTranslation}>Translate</Button>
          <Button variant="ghost" size="sm" onClick={report}><Flag className="h-4 w-4" /> Report</Button>
        </div>
      </div>
    </div>
  );
};

export default ListingDetail;
