import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input, Textarea } from "@/components/ui/input";

const Contact = () => {
  const [email, setEmail] = useState("");
  const [message, setMessage] = useState("");
  const [sending, setSending] = useState(false);

  const handleSubmit = async (e: React.FormEvent) => {
    e.preventDefault();
    setSending(true);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    toast.success("Message sent! We will get back to you within one working day.");
    setSending(false);
    setEmail("");
    setMessage("");
  };

  return (
    <Card className="mx-auto max-w-md">
      <CardContent>
        <CardTitle>Contact us</CardTitle>
        <form onSubmit={handleSubmit} className="space-y-3">
          <Input type="email" required placeholder="Email" value={email} onChange={(e) => setEmail(e.target.value)} />
          <Textarea required placeholder="How can we help?" value={message} onChange={(e) => setMessage(e.target.value)} />
          <Button type="submit" disabled={sending}>{sending ? "Sending…" : "Send"}</Button>
        </form>
      </CardContent>
    </Card>
  );
};

export default Contact;
