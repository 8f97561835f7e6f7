import { CustomerTable } from "@/components/admin/customer-table";
import { requireRole } from "@/lib/auth";

export default async function AdminCustomersPage() {
  await requireRole("ADMIN");
  return (
    <>
      <h1>Customers</h1>
      <a className="button ghost" href="/api/admin/customers/export">
        Export CSV
      </a>
      <CustomerTable />
    </>
  );
}
