import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/utils";

const Payouts = () => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [amount, setAmount] = useState("");
  const [legalName, setLegalName] = useState("");

  const { data: wallet } = useQuery({
    queryKey: ["wallet", user?.id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("seller_wallets")
        .select("balance_cents")
        .eq("user_id", user!.id)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  const { data: payouts = [] } = useQuery({
    queryKey: ["payouts", user?.id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("payouts")
        .select("id, amount_cents, status, created_at")
        .eq("seller_id", user!.id)
        .order("created_at", { ascending: false })
        .limit(50);
      if (error) throw error;
      return data;
    },
  });

  const connect = async () => {
    const { data, error } = await supabase.functions.invoke("connect-onboarding", {
      body: { business: { legal_name: legalName } },
    });
    if (error) return toast.error("Stripe is not available right now");
    window.location.href = data.url;
  };

  const payOut = async () => {
    const { error } = await supabase.functions.invoke("request-payout", {
      body: { amountCents: Math.round(Number(amount) * 100) },
    });
    if (error) return toast.error("The payout did not work");
    toast.success("Your money is on its way");
    await queryClient.invalidateQueries();
  };

  return (
    <Card className="mx-auto max-w-xl">
      <CardContent>
        <CardTitle>Payouts</CardTitle>
        <p>Available: {formatPrice(wallet?.balance_cents ?? 0)}</p>
        <div className="flex gap-2">
          <Input placeholder="Amount in euro" value={amount} onChange={(e) => setAmount(e.target.value)} />
          <Button onClick={payOut}>Pay out</Button>
        </div>
        <div className="flex gap-2">
          <Input placeholder="Legal name" value={legalName} onChange={(e) => setLegalName(e.target.value)} />
          <Button variant="outline" onClick={connect}>Connect with Stripe</Button>
        </div>
        {payouts.map((payout) => (
          <p key={payout.id} className="flex justify-between text-sm">
            <span>{new Date(payout.created_at).toLocaleDateString()} · {payout.status}</span>
            <span>{formatPrice(payout.amount_cents)}</span>
          </p>
        ))}
      </CardContent>
    </Card>
  );
};

export default Payouts;
