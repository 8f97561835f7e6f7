import { OrderTable } from "@/components/admin/order-table";
import { requireRole } from "@/lib/auth";

export default async function AdminOrdersPage() {
  await requireRole("ADMIN");
  return (
    <>
      <h1>Orders</h1>
      <OrderTable />
    </>
  );
}
