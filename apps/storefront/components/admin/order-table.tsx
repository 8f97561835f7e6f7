"use client";

import { useEffect, useState } from "react";
import { formatDate, formatPrice } from "@/lib/format";

const STATUSES = ["PENDING", "PAID", "INVOICED", "SHIPPED", "DELIVERED", "CANCELLED"];

type Order = {
  id: string;
  number: number;
  status: string;
  totalCents: number;
  createdAt: string;
  user: { name: string; email: string };
};

export function OrderTable() {
  const [orders, setOrders] = useState<Order[]>([]);

  useEffect(() => {
    fetch("/api/admin/orders")
      .then((res) => res.json())
      .then((data) => setOrders(data.orders ?? []));
  }, []);

  async function setStatus(id: string, status: string) {
    await fetch(`/api/admin/orders/${id}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ status }),
    });
  }

  return (
    <table>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id}>
            <td>#{order.number}</td>
            <td>{order.user.name}</td>
            <td>{formatDate(order.createdAt)}</td>
            <td>{formatPrice(order.totalCents)}</td>
            <td>
              <select
                defaultValue={order.status}
                onChange={(e) => setStatus(order.id, e.target.value)}
              >
                {STATUSES.map((status) => (
                  <option key={status}>{status}</option>
                ))}
              </select>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
