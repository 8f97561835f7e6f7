import { useQuery } from "@tanstack/react-query";
import DOMPurify from "dompurify";
import { useParams } from "react-router-dom";
import { ListingGrid } from "@/components/ListingCard";
import { ReviewList } from "@/components/ReviewList";
import { Badge } from "@/components/ui/badge";
import { supabase } from "@/integrations/supabase/client";

const SellerProfile = () => {
  const { id = "" } = useParams();

  const { data: seller } = useQuery({
    queryKey: ["seller", id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("profiles")
        .select("id, display_name, bio, avatar_url, city, is_verified, rating_avg, rating_count")
        .eq("id", id)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  const { data: listings = [] } = useQuery({
    queryKey: ["seller-listings", id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("listings")
        .select("id, title, price_cents, photos")
        .eq("seller_id", id)
        .eq("status", "active")
        .order("created_at", { ascending: false })
        .limit(24);
      if (error) throw error;
      return data;
    },
  });

  if (!seller) return <p>This member does not exist.</p>;

  return (
    <div className="space-y-8">
      <div className="flex items-center gap-4">
        {seller.avatar_url && <img src={seller.avatar_url} alt="" className="h-16 w-16 rounded-full object-cover" />}
        <div>
          <h1 className="text-2xl font-semibold">{seller.display_name} {seller.is_verified && <Badge>Verified</Badge>}</h1>
          <p className="text-sm text-muted-foreground">{seller.city} · {seller.rating_count} reviews</p>
        </div>
      </div>
      <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(seller.bio ?? "") }} />
      <ListingGrid listings={listings} />
      <ReviewList sellerId={id} />
    </div>
  );
};

export default SellerProfile;
