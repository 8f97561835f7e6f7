import { useState } from "react";
import { Sparkles } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { supabase } from "@/integrations/supabase/client";

export const AiWriter = ({ listingId, onDone }: { listingId: string; onDone: () => void }) => {
  const [notes, setNotes] = useState("");
  const [busy, setBusy] = useState(false);

  const write = async () => {
    setBusy(true);
    const { error } = await supabase.functions.invoke("ai-listing-writer", { body: { listingId, notes } });
    setBusy(false);
    if (error) {
      toast.error("The writer is not available right now");
      return;
    }
    toast.success("The writer is done, please have a look");
    onDone();
  };

  return (
    <div className="space-y-2 rounded-lg bg-muted p-4">
      <p className="flex items-center gap-2 font-medium"><Sparkles className="h-4 w-4" /> AI listing writer</p>
      <Textarea placeholder="Age, condition, where it is from…" value={notes} onChange={(e) => setNotes(e.target.value)} />
      <Button onClick={write} disabled={busy}>{busy ? "Writing…" : "Write it for me"}</Button>
    </div>
  );
};
