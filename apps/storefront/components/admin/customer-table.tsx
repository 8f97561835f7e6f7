"use client";

import { useEffect, useState } from "react";
import { formatPrice } from "@/lib/format";

type Customer = {
  id: string;
  name: string;
  email: string;
  membership: string;
  orderCount: number;
  revenueCents: number;
};

export function CustomerTable() {
  const [customers, setCustomers] = useState<Customer[]>([]);

  useEffect(() => {
    fetch("/api/admin/customers")
      .then((res) => res.json())
      .then((data) => setCustomers(data.customers ?? []));
  }, []);

  return (
    <table>
      <tbody>
        {customers.map((customer) => (
          <tr key={customer.id}>
            <td>{customer.name}</td>
            <td>{customer.email}</td>
            <td>{customer.membership}</td>
            <td>{customer.orderCount} orders</td>
            <td>{formatPrice(customer.revenueCents)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
