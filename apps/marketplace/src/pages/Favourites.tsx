import { useQuery } from "@tanstack/react-query";
import { ListingGrid } from "@/components/ListingCard";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";

const Favourites = () => {
  const { user } = useAuth();
  const { data: listings = [] } = useQuery({
    queryKey: ["favourites", user?.id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("favourites")
        .select("listings(id, title, price_cents, photos)")
        .eq("user_id", user!.id)
        .order("created_at", { ascending: false })
        .limit(60);
      if (error) throw error;
      return data.flatMap((row) => (row.listings ? [row.listings] : []));
    },
  });

  return (
    <div className="space-y-4">
      <h1 className="text-2xl font-semibold">Your favourites</h1>
      <ListingGrid listings={listings} />
    </div>
  );
};

export default Favourites;
