import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";

const VerifyIdentity = () => {
  const { user } = useAuth();
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(false);

  const upload = async () => {
    if (!file || !user) return;
    const { error } = await supabase.storage
      .from("identity-documents")
      .upload(`${user.id}/${file.name}`, file, { upsert: true });
    if (error) {
      toast.error(error.message);
      return;
    }
    setSent(true);
  };

  return (
    <Card className="mx-auto max-w-md">
      <CardContent>
        <CardTitle>Get the verified badge</CardTitle>
        {sent ? (
          <p>Thank you! Your document has been uploaded.</p>
        ) : (
          <>
            <p className="text-muted-foreground">Upload a photo of your passport or identity card.</p>
            <Input type="file" onChange={(e) => setFile(e.target.files?.[0] ?? null)} />
            <Button onClick={upload} disabled={!file}>Upload</Button>
          </>
        )}
      </CardContent>
    </Card>
  );
};

export default VerifyIdentity;
