import { Elements, PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import { loadStripe } from "@stripe/stripe-js";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useParams } from "wouter";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { apiRequest } from "@/lib/queryClient";
import { formatPrice } from "@/lib/utils";
import type { Booking } from "@shared/schema";

const stripePromise = loadStripe(import.meta.env.VITE_STRIPE_PUBLIC_KEY);

function PaymentForm() {
  const stripe = useStripe();
  const elements = useElements();
  const [message, setMessage] = useState("");

  async function pay(e: React.FormEvent) {
    e.preventDefault();
    if (!stripe || !elements) return;
    const { error } = await stripe.confirmPayment({
      elements,
      confirmParams: { return_url: `${window.location.origin}/dashboard` },
    });
    if (error) setMessage(error.message ?? "The payment failed");
  }

  return (
    <form onSubmit={pay} className="space-y-4">
      <PaymentElement />
      {message && <p className="text-sm text-red-600">{message}</p>}
      <Button disabled={!stripe}>Pay now</Button>
    </form>
  );
}

export default function Checkout() {
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const [clientSecret, setClientSecret] = useState("");
  const { data: booking } = useQuery<Booking>({ queryKey: ["/api/bookings", id] });

  useEffect(() => {
    if (!booking) return;
    apiRequest("POST", "/api/create-payment-intent", { bookingId: booking.id, amount: booking.total / 100 })
      .then((res) => res.json())
      .then((data) => setClientSecret(data.clientSecret));
  }, [booking]);

  async function payWithCredits() {
    await apiRequest("POST", `/api/bookings/${id}/pay-with-credits`);
    navigate("/dashboard");
  }

  if (!booking) return null;

  return (
    <Card className="mx-auto max-w-lg space-y-4">
      <CardTitle>Pay {formatPrice(booking.total)}</CardTitle>
      {clientSecret && (
        <Elements stripe={stripePromise} options={{ clientSecret }}>
          <PaymentForm />
        </Elements>
      )}
      <Button variant="outline" onClick={payWithCredits}>
        Pay with credit
      </Button>
    </Card>
  );
}
