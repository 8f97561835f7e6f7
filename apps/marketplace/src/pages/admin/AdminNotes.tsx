import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";

export const AdminNotes = () => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [memberId, setMemberId] = useState("");
  const [note, setNote] = useState("");

  const { data: notes = [] } = useQuery({
    queryKey: ["admin-notes"],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("admin_notes")
        .select("id, user_id, note, created_at")
        .order("created_at", { ascending: false })
        .limit(100);
      if (error) throw error;
      return data;
    },
  });

  const add = async () => {
    const { error } = await supabase.from("admin_notes").insert({ user_id: memberId, author_id: user!.id, note });
    if (error) return toast.error(error.message);
    setNote("");
    await queryClient.invalidateQueries({ queryKey: ["admin-notes"] });
  };

  return (
    <div className="space-y-2">
      <div className="flex gap-2">
        <Input placeholder="Member id" value={memberId} onChange={(e) => setMemberId(e.target.value)} />
        <Input placeholder="Note" value={note} onChange={(e) => setNote(e.target.value)} />
        <Button onClick={add}>Add</Button>
      </div>
      {notes.map((n) => <p key={n.id} className="rounded-md border p-3 text-sm">{n.user_id}: {n.note}</p>)}
    </div>
  );
};
