import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/utils";

export const AdminOrders = () => {
  const queryClient = useQueryClient();

  const { data: orders = [] } = useQuery({
    queryKey: ["admin-orders"],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("orders")
        .select("id, status, total_cents, shipping_name, created_at")
        .order("created_at", { ascending: false });
      if (error) throw error;
      return data;
    },
  });

  const refund = async (orderId: string) => {
    const { error } = await supabase.functions.invoke("admin-refund", { body: { orderId } });
    if (error) return toast.error("The refund did not work");
    toast.success("Refunded");
    await queryClient.invalidateQueries({ queryKey: ["admin-orders"] });
  };

  return (
    <div className="space-y-2">
      {orders.map((order) => (
        <div key={order.id} className="flex items-center gap-2 rounded-md border p-3">
          <span className="flex-1">{order.shipping_name} · {formatPrice(order.total_cents)} <Badge>{order.status}</Badge></span>
          {order.status === "paid" && <Button size="sm" variant="outline" onClick={() => refund(order.id)}>Refund</Button>}
        </div>
      ))}
    </div>
  );
};
