import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/input";
import { supabase } from "@/integrations/supabase/client";
import { useAuth } from "@/hooks/useAuth";

export const ReviewForm = ({ orderId, sellerId }: { orderId: string; sellerId: string }) => {
  const { user } = useAuth();
  const [rating, setRating] = useState(5);
  const [comment, setComment] = useState("");
  const [done, setDone] = useState(false);

  const save = async () => {
    if (!user) return;
    const { error } = await supabase
      .from("reviews")
      .insert({ order_id: orderId, seller_id: sellerId, buyer_id: user.id, rating, comment });
    if (error) {
      toast.error(error.message);
      return;
    }
    setDone(true);
    toast.success("Thank you for your review!");
  };

  if (done) return null;
  return (
    <div className="flex gap-2">
      <Select className="w-20" value={rating} onChange={(e) => setRating(Number(e.target.value))}>
        {[5, 4, 3, 2, 1].map((n) => <option key={n} value={n}>{n} ★</option>)}
      </Select>
      <Input placeholder="How was it?" value={comment} onChange={(e) => setComment(e.target.value)} />
      <Button size="sm" onClick={save}>Review</Button>
    </div>
  );
};
