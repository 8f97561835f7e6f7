import { useQuery } from "@tanstack/react-query";
import { supabase } from "@/integrations/supabase/client";

const PAGE_SIZE = 24;

export type ListingFilter = { query?: string; categoryId?: string; featured?: boolean; page?: number };

export const useListings = ({ query, categoryId, featured, page = 0 }: ListingFilter) =>
  useQuery({
    queryKey: ["listings", query, categoryId, featured, page],
    queryFn: async () => {
      let request = supabase
        .from("listings")
        .select("id, title, price_cents, photos")
        .eq("status", "active")
        .order("created_at", { ascending: false })
        .range(page * PAGE_SIZE, (page + 1) * PAGE_SIZE - 1);
      if (query) request = request.textSearch("search", query, { type: "websearch" });
      if (categoryId) request = request.eq("category_id", categoryId);
      if (featured) request = request.eq("is_featured", true);
      const { data, error } = await request;
      if (error) throw error;
      return data;
    },
  });

export const useCategories = () =>
  useQuery({
    queryKey: ["categories"],
    queryFn: async () => {
      const { data, error } = await supabase.from("categories").select("id, name").order("name").limit(50);
      if (error) throw error;
      return data;
    },
  });
