import { AdminOverview } from "@/components/admin/overview";
import { StockSync } from "@/components/admin/stock-sync";
import { requireRole } from "@/lib/auth";

export default async function AdminPage() {
  await requireRole("ADMIN");
  return (
    <>
      <h1>Overview</h1>
      <AdminOverview />
      <StockSync />
    </>
  );
}
