"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { formatDate, formatPrice } from "@/lib/format";

type Order = {
  id: string;
  number: number;
  status: string;
  totalCents: number;
  createdAt: string;
  items: { id: string; quantity: number; product: { name: string } }[];
};

export function OrderHistory() {
  const [orders, setOrders] = useState<Order[] | null>(null);

  useEffect(() => {
    fetch("/api/orders")
      .then((res) => res.json())
      .then((data) => setOrders(data.orders ?? []));
  }, []);

  if (!orders) return <p className="muted">Loading…</p>;
  return (
    <table>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id}>
            <td>
              <Link href={`/orders/${order.id}`}>#{order.number}</Link>
            </td>
            <td>{formatDate(order.createdAt)}</td>
            <td>{order.items.map((item) => `${item.quantity} × ${item.product.name}`).join(", ")}</td>
            <td>{order.status}</td>
            <td className="price">{formatPrice(order.totalCents)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
