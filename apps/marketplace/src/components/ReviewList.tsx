import { useQuery } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { supabase } from "@/integrations/supabase/client";

export const ReviewList = ({ sellerId }: { sellerId: string }) => {
  const { data: reviews = [] } = useQuery({
    queryKey: ["reviews", sellerId],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("reviews")
        .select("id, rating, comment, created_at")
        .eq("seller_id", sellerId)
        .order("created_at", { ascending: false })
        .limit(20);
      if (error) throw error;
      return data;
    },
  });

  return (
    <ul className="space-y-3">
      {reviews.map((review) => (
        <li key={review.id} className="border-b pb-3">
          <p className="flex items-center gap-1 text-sm"><Star className="h-4 w-4" /> {review.rating} / 5</p>
          <p>{review.comment}</p>
        </li>
      ))}
    </ul>
  );
};
