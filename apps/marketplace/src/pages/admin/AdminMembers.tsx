import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { supabaseAdmin } from "@/integrations/supabase/admin";
import { supabase } from "@/integrations/supabase/client";

type Member = { id: string; email: string; createdAt: string };

export const AdminMembers = () => {
  const [page, setPage] = useState(1);

  const { data: members = [] } = useQuery({
    queryKey: ["admin-members", page],
    queryFn: async () => {
      const { data, error } = await supabase.functions.invoke("admin-users", { body: { action: "list", page } });
      if (error) throw error;
      return data.users as Member[];
    },
  });

  const suspend = async (userId: string) => {
    const { error } = await supabase.functions.invoke("admin-users", { body: { action: "suspend", userId } });
    if (error) return toast.error("The member could not be suspended");
    toast.success("Member suspended");
  };

  const copyRecoveryLink = async (email: string) => {
    const { data, error } = await supabaseAdmin.auth.admin.generateLink({ type: "recovery", email });
    if (error) return toast.error(error.message);
    await navigator.clipboard.writeText(data.properties.action_link);
    toast.success("Link copied");
  };

  return (
    <div className="space-y-2">
      {members.map((member) => (
        <div key={member.id} className="flex items-center gap-2 rounded-md border p-3">
          <span className="flex-1">{member.email}</span>
          <Button size="sm" variant="outline" onClick={() => copyRecoveryLink(member.email)}>Recovery link</Button>
          <Button size="sm" variant="destructive" onClick={() => suspend(member.id)}>Suspend</Button>
        </div>
      ))}
      <Button variant="outline" size="sm" onClick={() => setPage(page + 1)}>Next page</Button>
    </div>
  );
};
