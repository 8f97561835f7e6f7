import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { supabase } from "@/integrations/supabase/client";
import { useAuth } from "@/hooks/useAuth";

export const useFavourite = (listingId: string) => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const queryKey = ["favourite", user?.id, listingId];

  const { data: isFavourite = false } = useQuery({
    queryKey,
    enabled: !!user,
    queryFn: async () => {
      const { data, error } = await supabase
        .from("favourites")
        .select("listing_id")
        .eq("user_id", user!.id)
        .eq("listing_id", listingId)
        .maybeSingle();
      if (error) throw error;
      return !!data;
    },
  });

  const toggle = async () => {
    if (!user) {
      toast("Please sign in to save favourites");
      return;
    }
    const { error } = isFavourite
      ? await supabase.from("favourites").delete().eq("user_id", user.id).eq("listing_id", listingId)
      : await supabase.from("favourites").insert({ user_id: user.id, listing_id: listingId });
    if (error) toast.error(error.message);
    await queryClient.invalidateQueries({ queryKey });
  };

  return { isFavourite, toggle };
};
