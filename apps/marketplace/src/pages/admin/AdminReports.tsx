import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { supabase } from "@/integrations/supabase/client";

export const AdminReports = () => {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["admin-reports"] });

  const { data: reports = [] } = useQuery({
    queryKey: ["admin-reports"],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("reports")
        .select("id, reason, details, listing_id, listings(title)")
        .eq("status", "open")
        .order("created_at", { ascending: false })
        .limit(50);
      if (error) throw error;
      return data;
    },
  });

  const resolve = async (id: string) => {
    const { error } = await supabase.from("reports").update({ status: "resolved" }).eq("id", id);
    if (error) return toast.error(error.message);
    await refresh();
  };

  const hideListing = async (listingId: string) => {
    const { error } = await supabase.functions.invoke("moderate-listing", { body: { listingId, action: "remove" } });
    if (error) return toast.error("The listing could not be removed");
    toast.success("Listing removed");
  };

  const deleteListing = async (listingId: string) => {
    const { error } = await supabase.from("listings").delete().eq("id", listingId);
    if (error) return toast.error(error.message);
    await refresh();
  };

  return (
    <div className="space-y-2">
      {reports.map((report) => (
        <div key={report.id} className="flex items-center gap-2 rounded-md border p-3">
          <span className="flex-1">{report.listings?.title}: {report.reason} {report.details}</span>
          <Button size="sm" variant="outline" onClick={() => resolve(report.id)}>Resolve</Button>
          <Button size="sm" variant="outline" onClick={() => hideListing(report.listing_id)}>Hide</Button>
          <Button size="sm" variant="destructive" onClick={() => deleteListing(report.listing_id)}>Delete</Button>
        </div>
      ))}
      {reports.length === 0 && <p>No open reports.</p>}
    </div>
  );
};
