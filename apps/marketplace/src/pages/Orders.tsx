import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { ReviewForm } from "@/components/ReviewForm";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/utils";

const Orders = () => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [codes, setCodes] = useState<Record<string, string>>({});

  const { data: purchases = [] } = useQuery({
    queryKey: ["purchases", user?.id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("orders")
        .select("id, status, total_cents, seller_id, tracking_code")
        .eq("buyer_id", user!.id)
        .order("created_at", { ascending: false })
        .limit(50);
      if (error) throw error;
      return data;
    },
  });

  const { data: sales = [] } = useQuery({
    queryKey: ["sales", user?.id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("orders")
        .select("id, status, total_cents, shipping_name, shipping_address")
        .eq("seller_id", user!.id)
        .order("created_at", { ascending: false })
        .limit(50);
      if (error) throw error;
      return data;
    },
  });

  const ship = async (orderId: string) => {
    const { error } = await supabase.rpc("ship_order", { _order_id: orderId, _tracking_code: codes[orderId] ?? "" });
    if (error) return toast.error("This order can not be shipped");
    await queryClient.invalidateQueries({ queryKey: ["sales"] });
  };

  const receipt = async (orderId: string) => {
    const { data, error } = await supabase.functions.invoke("order-receipt", { body: { orderId } });
    if (error) return toast.error("The receipt is not available");
    const blob = new Blob([JSON.stringify(data.receipt, null, 2)], { type: "application/json" });
    window.open(URL.createObjectURL(blob));
  };

  return (
    <div className="grid gap-8 md:grid-cols-2">
      <Card>
        <CardContent>
          <CardTitle>Purchases</CardTitle>
          {purchases.map((order) => (
            <div key={order.id} className="space-y-2 border-b pb-3">
              <p>{formatPrice(order.total_cents)} <Badge>{order.status}</Badge></p>
              <Button variant="outline" size="sm" onClick={() => receipt(order.id)}>Receipt</Button>
              {order.status === "delivered" && <ReviewForm orderId={order.id} sellerId={order.seller_id} />}
            </div>
          ))}
        </CardContent>
      </Card>
      <Card>
        <CardContent>
          <CardTitle>Sales</CardTitle>
          {sales.map((order) => (
            <div key={order.id} className="space-y-2 border-b pb-3">
              <p>{formatPrice(order.total_cents)} <Badge>{order.status}</Badge></p>
              <p className="text-sm text-muted-foreground">{order.shipping_name}, {order.shipping_address}</p>
              {order.status === "paid" && (
                <div className="flex gap-2">
                  <Input placeholder="Tracking code" onChange={(e) => setCodes({ ...codes, [order.id]: e.target.value })} />
                  <Button size="sm" onClick={() => ship(order.id)}>Shipped</Button>
                </div>
              )}
            </div>
          ))}
        </CardContent>
      </Card>
    </div>
  );
};

export default Orders;
