"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

type Props = { productId: string; priceCents: number };

export function AddToCart({ productId, priceCents }: Props) {
  const router = useRouter();
  const [checkoutKey] = useState(() => crypto.randomUUID());
  const [error, setError] = useState("");

  async function post(path: string, body: object) {
    setError("");
    const res = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (res.status === 401) {
      router.push("/login");
      return null;
    }
    const data = await res.json();
    if (!res.ok) setError(data.error);
    return res.ok ? data : null;
  }

  async function addToCart() {
    if (await post("/api/cart", { productId, quantity: 1 })) router.push("/cart");
  }

  async function buyNow() {
    const data = await post("/api/checkout/buy-now", {
      checkoutKey,
      productId,
      quantity: 1,
      priceCents,
    });
    if (data) window.location.href = data.url;
  }

  return (
    <p>
      <button className="button" onClick={addToCart}>
        Add to cart
      </button>{" "}
      <button className="button ghost" onClick={buyNow}>
        Buy now
      </button>
      {error && <span className="error"> {error}</span>}
    </p>
  );
}
