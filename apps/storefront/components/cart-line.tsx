"use client";

import { useRouter } from "next/navigation";
import { formatPrice } from "@/lib/format";

type Props = { id: string; name: string; priceCents: number; quantity: number };

export function CartLine({ id, name, priceCents, quantity }: Props) {
  const router = useRouter();

  async function update(next: number) {
    await fetch(`/api/cart/${id}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ quantity: next }),
    });
    router.refresh();
  }

  async function remove() {
    await fetch(`/api/cart/${id}`, { method: "DELETE" });
    router.refresh();
  }

  return (
    <div className="card">
      <strong>{name}</strong> <span className="muted">{formatPrice(priceCents)}</span>{" "}
      <input
        type="number"
        min={1}
        max={20}
        defaultValue={quantity}
        onChange={(e) => update(Number(e.target.value))}
      />{" "}
      <button className="button ghost" onClick={remove}>
        Remove
      </button>
    </div>
  );
}
