import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { supabase } from "@/integrations/supabase/client";

export const AdminPromoCodes = () => {
  const queryClient = useQueryClient();
  const [code, setCode] = useState("");
  const [percent, setPercent] = useState("10");
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["admin-promo-codes"] });

  const { data: codes = [] } = useQuery({
    queryKey: ["admin-promo-codes"],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("promo_codes")
        .select("code, percent_off, used, max_uses")
        .order("code")
        .limit(200);
      if (error) throw error;
      return data;
    },
  });

  const create = async () => {
    const { error } = await supabase
      .from("promo_codes")
      .insert({ code: code.trim().toUpperCase(), percent_off: Number(percent) });
    if (error) return toast.error(error.message);
    await refresh();
  };

  const remove = async (value: string) => {
    const { error } = await supabase.from("promo_codes").delete().eq("code", value);
    if (error) return toast.error(error.message);
    await refresh();
  };

  return (
    <div className="space-y-2">
      <div className="flex gap-2">
        <Input placeholder="Code" value={code} onChange={(e) => setCode(e.target.value)} />
        <Input placeholder="Percent off" value={percent} onChange={(e) => setPercent(e.target.value)} />
        <Button onClick={create}>Create</Button>
      </div>
      {codes.map((c) => (
        <div key={c.code} className="flex items-center gap-2 rounded-md border p-3">
          <span className="flex-1">{c.code} · {c.percent_off} % · {c.used} of {c.max_uses} used</span>
          <Button size="sm" variant="destructive" onClick={() => remove(c.code)}>Delete</Button>
        </div>
      ))}
    </div>
  );
};
