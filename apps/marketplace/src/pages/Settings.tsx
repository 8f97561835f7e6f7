import { useEffect, useState } from "react";
import { useNavigate } from "react-router-dom";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import { uploadPhoto } from "@/lib/photos";

const Settings = () => {
  const { user, signOut } = useAuth();
  const navigate = useNavigate();
  const [form, setForm] = useState({ display_name: "", bio: "", city: "" });

  useEffect(() => {
    const load = async () => {
      const { data, error } = await supabase
        .from("profiles")
        .select("display_name, bio, city")
        .eq("id", user!.id)
        .single();
      if (error) return toast.error(error.message);
      setForm({ display_name: data.display_name, bio: data.bio ?? "", city: data.city ?? "" });
    };
    load();
  }, [user]);

  const save = async () => {
    const { error } = await supabase.from("profiles").update(form).eq("id", user!.id);
    if (error) toast.error(error.message);
    else toast.success("Profile saved");
  };

  const changeAvatar = async (file: File | undefined) => {
    if (!file) return;
    try {
      const avatar_url = await uploadPhoto("avatars", user!.id, file);
      const { error } = await supabase.from("profiles").update({ avatar_url }).eq("id", user!.id);
      if (error) throw error;
      toast.success("New picture saved");
    } catch (error) {
      toast.error(error instanceof Error ? error.message : "The upload did not work");
    }
  };

  const exportData = async () => {
    const { data, error } = await supabase.functions.invoke("export-my-data", { body: { userId: user!.id } });
    if (error) return toast.error("The export did not work");
    window.open(URL.createObjectURL(new Blob([JSON.stringify(data)], { type: "application/json" })));
  };

  const deleteAccount = async () => {
    if (!window.confirm("Delete your account and all of your data?")) return;
    await signOut();
    toast.success("Your account and all of your data have been deleted");
    navigate("/");
  };

  return (
    <Card className="mx-auto max-w-xl">
      <CardContent>
        <CardTitle>Settings</CardTitle>
        <Input placeholder="Name" value={form.display_name} onChange={(e) => setForm({ ...form, display_name: e.target.value })} />
        <Input placeholder="City" value={form.city} onChange={(e) => setForm({ ...form, city: e.target.value })} />
        <Textarea placeholder="About you" value={form.bio} onChange={(e) => setForm({ ...form, bio: e.target.value })} />
        <Input type="file" accept="image/*" onChange={(e) => changeAvatar(e.target.files?.[0])} />
        <div className="flex gap-2">
          <Button onClick={save}>Save</Button>
          <Button variant="outline" onClick={exportData}>Export my data</Button>
          <Button variant="destructive" onClick={deleteAccount}>Delete account</Button>
        </div>
      </CardContent>
    </Card>
  );
};

export default Settings;
