import { useEffect, useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { toast } from "sonner";
import { AiWriter } from "@/components/AiWriter";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input, Select, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { useCategories } from "@/hooks/useListings";
import { supabase } from "@/integrations/supabase/client";
import { uploadPhoto } from "@/lib/photos";

const EditListing = () => {
  const { id = "" } = useParams();
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const { data: categories = [] } = useCategories();
  const [form, setForm] = useState({ title: "", description: "", category_id: "", price: "" });

  const { data: listing } = useQuery({
    queryKey: ["my-listing", id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("listings")
        .select("id, title, description, category_id, price_cents, photos, status")
        .eq("id", id)
        .eq("seller_id", user!.id)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  useEffect(() => {
    if (!listing) return;
    setForm({
      title: listing.title,
      description: listing.description,
      category_id: listing.category_id ?? "",
      price: String(listing.price_cents / 100),
    });
  }, [listing]);

  const refresh = () => queryClient.invalidateQueries({ queryKey: ["my-listing", id] });

  const save = async (status: "draft" | "active") => {
    const { error } = await supabase
      .from("listings")
      .update({
        title: form.title,
        description: form.description,
        category_id: form.category_id || null,
        price_cents: Math.round(Number(form.price) * 100),
        status,
      })
      .eq("id", id);
    if (error) return toast.error(error.message);
    toast.success(status === "active" ? "Your listing is live!" : "Saved");
    await refresh();
  };

  const addPhoto = async (file: File | undefined) => {
    if (!file || !user || !listing) return;
    try {
      const url = await uploadPhoto("listing-photos", user.id, file);
      const { error } = await supabase.from("listings").update({ photos: [...listing.photos, url] }).eq("id", id);
      if (error) throw error;
      await refresh();
    } catch (error) {
      toast.error(error instanceof Error ? error.message : "The upload did not work");
    }
  };

  if (!listing) return <p>This listing does not exist.</p>;

  return (
    <Card className="mx-auto max-w-2xl">
      <CardContent>
        <CardTitle>Edit listing</CardTitle>
        <Input value={form.title} onChange={(e) => setForm({ ...form, title: e.target.value })} />
        <Textarea value={form.description} onChange={(e) => setForm({ ...form, description: e.target.value })} />
        <div className="flex gap-2">
          <Input value={form.price} onChange={(e) => setForm({ ...form, price: e.target.value })} />
          <Select value={form.category_id} onChange={(e) => setForm({ ...form, category_id: e.target.value })}>
            <option value="">No category</option>
            {categories.map((category) => <option key={category.id} value={category.id}>{category.name}</option>)}
          </Select>
        </div>
        <Input type="file" accept="image/jpeg,image/png,image/webp" onChange={(e) => addPhoto(e.target.files?.[0])} />
        <div className="flex gap-2">{listing.photos.map((p) => <img key={p} src={p} alt="" className="h-20 rounded" />)}</div>
        <AiWriter listingId={id} onDone={refresh} />
        <div className="flex gap-2">
          <Button variant="outline" onClick={() => save("draft")}>Save draft</Button>
          <Button onClick={() => save("active")}>Publish</Button>
        </div>
      </CardContent>
    </Card>
  );
};

export default EditListing;
