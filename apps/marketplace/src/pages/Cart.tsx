import { useState } from "react";
import { useNavigate } from "react-router-dom";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { useCart } from "@/hooks/useCart";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/utils";

const Cart = () => {
  const { items, remove } = useCart();
  const { user } = useAuth();
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const [percentOff, setPercentOff] = useState(0);
  const [shipping, setShipping] = useState({ name: "", address: "", phone: "" });

  const discounted = items.map((item) => ({
    ...item,
    priceCents: Math.round((item.priceCents * (100 - percentOff)) / 100),
  }));
  const total = discounted.reduce((sum, item) => sum + item.priceCents * item.quantity, 0);

  const applyCode = async () => {
    const { data, error } = await supabase
      .from("promo_codes")
      .select("percent_off")
      .eq("code", code.trim().toUpperCase())
      .maybeSingle();
    if (error) return toast.error(error.message);
    if (!data) return toast.error("This code is not valid");
    setPercentOff(data.percent_off);
    toast.success(`${data.percent_off} % off`);
  };

  const checkout = async () => {
    if (!user) return navigate("/auth");
    const { data, error } = await supabase.functions.invoke("create-checkout", {
      body: { items: discounted, shipping },
    });
    if (error) return toast.error("We could not start the checkout");
    window.location.href = data.url;
  };

  if (items.length === 0) return <p>Your cart is empty.</p>;

  return (
    <Card className="mx-auto max-w-2xl">
      <CardContent>
        <CardTitle>Your cart</CardTitle>
        {items.map((item) => (
          <div key={item.listingId} className="flex items-center justify-between">
            <span>{item.title}</span>
            <span className="flex items-center gap-3">
              {formatPrice(item.priceCents)}
              <Button variant="ghost" size="sm" onClick={() => remove(item.listingId)}>Remove</Button>
            </span>
          </div>
        ))}
        <div className="flex gap-2">
          <Input placeholder="Promo code" value={code} onChange={(e) => setCode(e.target.value)} />
          <Button variant="outline" onClick={applyCode}>Apply</Button>
        </div>
        <Input placeholder="Name" value={shipping.name} onChange={(e) => setShipping({ ...shipping, name: e.target.value })} />
        <Input placeholder="Address" value={shipping.address} onChange={(e) => setShipping({ ...shipping, address: e.target.value })} />
        <Input placeholder="Phone" value={shipping.phone} onChange={(e) => setShipping({ ...shipping, phone: e.target.value })} />
        <Button className="w-full" onClick={checkout}>Pay {formatPrice(total)}</Button>
      </CardContent>
    </Card>
  );
};

export default Cart;
