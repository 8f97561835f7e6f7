import type { SupabaseClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";

export const tools = [
  {
    type: "function",
    function: {
      name: "update_listing",
      description: "Save title, description and price of a listing",
      parameters: {
        type: "object",
        properties: {
          listing_id: { type: "string" },
          title: { type: "string" },
          description: { type: "string" },
          price_cents: { type: "integer" },
        },
        required: ["listing_id", "title", "description"],
      },
    },
  },
  {
    type: "function",
    function: {
      name: "set_category",
      description: "Move one of the seller's listings to another category",
      parameters: {
        type: "object",
        properties: { listing_id: { type: "string" }, category_id: { type: "string" } },
        required: ["listing_id", "category_id"],
      },
    },
  },
  {
    type: "function",
    function: {
      name: "similar_prices",
      description: "Asking prices of active listings in a category",
      parameters: {
        type: "object",
        properties: { category_id: { type: "string" } },
        required: ["category_id"],
      },
    },
  },
];

type Args = {
  listing_id: string;
  category_id: string;
  title: string;
  description: string;
  price_cents?: number;
};

export async function runTool(supabase: SupabaseClient, userId: string, name: string, args: Args) {
  switch (name) {
    case "update_listing": {
      const { error } = await supabase
        .from("listings")
        .update({ title: args.title, description: args.description, price_cents: args.price_cents })
        .eq("id", args.listing_id);
      return error ? { saved: false } : { saved: true };
    }
    case "set_category": {
      const { data, error } = await supabase
        .from("listings")
        .update({ category_id: args.category_id })
        .eq("id", args.listing_id)
        .eq("seller_id", userId)
        .select("id");
      return error || data.length === 0 ? { saved: false } : { saved: true };
    }
    case "similar_prices": {
      const { data, error } = await supabase
        .from("listings")
        .select("title, price_cents")
        .eq("category_id", args.category_id)
        .eq("status", "active")
        .limit(20);
      return error ? { error: "not available" } : data;
    }
    default:
      return { error: "unknown tool" };
  }
}
