import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router-dom";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { useCart } from "@/hooks/useCart";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/utils";

const CheckoutSuccess = () => {
  const [params] = useSearchParams();
  const orderId = params.get("order") ?? "";
  const { clear } = useCart();

  useEffect(() => {
    clear();
  }, []);

  const { data: order } = useQuery({
    queryKey: ["confirmation", orderId],
    enabled: !!orderId,
    queryFn: async () => {
      const { data, error } = await supabase
        .from("orders")
        .select("id, status, total_cents")
        .eq("id", orderId)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  return (
    <Card className="mx-auto max-w-md text-center">
      <CardContent>
        <CardTitle>Thank you!</CardTitle>
        {order && <p>Your order over {formatPrice(order.total_cents)} is {order.status}.</p>}
        <Link className="underline" to="/orders">See your orders</Link>
      </CardContent>
    </Card>
  );
};

export default CheckoutSuccess;
