"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

const isTestMode = process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY?.startsWith("pk_test");

export function CheckoutForm({ checkoutKey, canUseCredit }: { checkoutKey: string; canUseCredit: boolean }) {
  const router = useRouter();
  const [couponCode, setCouponCode] = useState("");
  const [error, setError] = useState("");

  async function post(path: string, body: object) {
    const res = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const data = await res.json();
    if (!res.ok) setError(data.error);
    return res.ok ? data : null;
  }

  async function payByCard() {
    const data = await post("/api/checkout", { checkoutKey, couponCode: couponCode || undefined });
    if (data) window.location.href = data.url;
  }

  async function payWithCredit() {
    if (await post("/api/orders", {})) router.push("/orders");
  }

  return (
    <div className="stack">
      {isTestMode && <p className="muted">Test mode: no real payments are made.</p>}
      <input
        placeholder="Coupon code"
        value={couponCode}
        onChange={(e) => setCouponCode(e.target.value)}
      />
      <p>
        <button className="button" onClick={payByCard}>
          Pay by card
        </button>{" "}
        {canUseCredit && (
          <button className="button ghost" onClick={payWithCredit}>
            Pay with store credit
          </button>
        )}
      </p>
      {error && <p className="error">{error}</p>}
    </div>
  );
}
