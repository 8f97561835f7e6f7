import { useState } from "react";
import { Button } from "@/components/ui/button";
import { AdminMembers } from "./AdminMembers";
import { AdminNotes } from "./AdminNotes";
import { AdminOrders } from "./AdminOrders";
import { AdminPromoCodes } from "./AdminPromoCodes";
import { AdminReports } from "./AdminReports";

const tabs = {
  Reports: AdminReports,
  Members: AdminMembers,
  Orders: AdminOrders,
  Notes: AdminNotes,
  "Promo codes": AdminPromoCodes,
};

const AdminDashboard = () => {
  const [tab, setTab] = useState<keyof typeof tabs>("Reports");
  const Tab = tabs[tab];
  return (
    <div className="space-y-6">
      <div className="flex gap-2">
        {(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => (
          <Button key={name} variant={name === tab ? "default" : "outline"} size="sm" onClick={() => setTab(name)}>{name}</Button>
        ))}
      </div>
      <Tab />
    </div>
  );
};

export default AdminDashboard;
