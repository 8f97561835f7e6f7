"use client";

import { useEffect, useState } from "react";
import { formatPrice } from "@/lib/format";

type Revenue = { days: number; orders: number; revenueCents: number };

export function AdminOverview() {
  const [revenue, setRevenue] = useState<Revenue[]>([]);

  useEffect(() => {
    fetch("/api/admin/stats")
      .then((res) => res.json())
      .then((data) => setRevenue(data.revenue ?? []));
  }, []);

  return (
    <div className="grid">
      {revenue.map((period) => (
        <div className="card" key={period.days}>
          <p className="muted">Last {period.days} days</p>
          <p className="price">{formatPrice(period.revenueCents)}</p>
          <p>{period.orders} orders</p>
        </div>
      ))}
    </div>
  );
}
