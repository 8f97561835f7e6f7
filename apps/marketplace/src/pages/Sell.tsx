import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router-dom";
import { toast } from "sonner";
import { z } from "zod";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { useRoles } from "@/hooks/useRoles";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/utils";

const NewListing = z.object({
  title: z.string().trim().min(3).max(120),
  price: z.coerce.number().positive().max(20_000),
});

const Sell = () => {
  const { user } = useAuth();
  const { isSeller } = useRoles();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState("");
  const [price, setPrice] = useState("");

  const { data: listings = [] } = useQuery({
    queryKey: ["my-listings", user?.id],
    enabled: !!user,
    queryFn: async () => {
      const { data, error } = await supabase
        .from("listings")
        .select("id, title, price_cents, status")
        .eq("seller_id", user!.id)
        .order("created_at", { ascending: false })
        .limit(100);
      if (error) throw error;
      return data;
    },
  });

  const becomeSeller = async () => {
    const { error } = await supabase.from("user_roles").insert({ user_id: user!.id, role: "seller" });
    if (error) return toast.error(error.message);
    await queryClient.invalidateQueries({ queryKey: ["roles"] });
  };

  const create = async (e: React.FormEvent) => {
    e.preventDefault();
    const parsed = NewListing.safeParse({ title, price });
    if (!parsed.success) return toast.error("Please enter a title and a price");
    const { data, error } = await supabase
      .from("listings")
      .insert({ seller_id: user!.id, title: parsed.data.title, price_cents: Math.round(parsed.data.price * 100) })
      .select("id")
      .single();
    if (error) return toast.error(error.message);
    navigate(`/sell/${data.id}`);
  };

  if (!isSeller) {
    return (
      <Card className="mx-auto max-w-md text-center">
        <CardContent>
          <CardTitle>Sell on Trove</CardTitle>
          <p className="text-muted-foreground">Give your things a second home. It takes two minutes.</p>
          <Button onClick={becomeSeller}>Become a seller</Button>
        </CardContent>
      </Card>
    );
  }

  return (
    <div className="grid gap-8 md:grid-cols-2">
      <Card>
        <CardContent>
          <CardTitle>New listing</CardTitle>
          <form onSubmit={create} className="space-y-3">
            <Input placeholder="What are you selling?" value={title} onChange={(e) => setTitle(e.target.value)} />
            <Input placeholder="Price in euro" inputMode="decimal" value={price} onChange={(e) => setPrice(e.target.value)} />
            <Button type="submit">Continue</Button>
          </form>
          <p className="text-sm"><Link className="underline" to="/dashboard/payouts">Payouts</Link> · <Link className="underline" to="/verify">Get verified</Link></p>
        </CardContent>
      </Card>
      <div className="space-y-2">
        {listings.map((listing) => (
          <Link key={listing.id} to={`/sell/${listing.id}`} className="flex justify-between rounded-md border p-3">
            <span>{listing.title} <Badge>{listing.status}</Badge></span>
            <span>{formatPrice(listing.price_cents)}</span>
          </Link>
        ))}
      </div>
    </div>
  );
};

export default Sell;
