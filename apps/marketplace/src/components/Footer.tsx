import { useState } from "react";
import { Link } from "react-router-dom";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { supabase } from "@/integrations/supabase/client";

export const Footer = () => {
  const [email, setEmail] = useState("");

  const subscribe = async (e: React.FormEvent) => {
    e.preventDefault();
    const { error } = await supabase.from("newsletter_subscribers").insert({ email: email.trim().toLowerCase() });
    if (error && error.code !== "23505") {
      toast.error("That did not work, please try again");
      return;
    }
    setEmail("");
    toast.success("Welcome to the list!");
  };

  return (
    <footer className="border-t py-8">
      <div className="container flex flex-wrap items-center justify-between gap-4 text-sm text-muted-foreground">
        <p>Made with love for things with a past. <Link to="/contact" className="underline">Contact</Link></p>
        <form onSubmit={subscribe} className="flex gap-2">
          <Input type="email" required placeholder="Your email" value={email} onChange={(e) => setEmail(e.target.value)} />
          <Button type="submit">Subscribe</Button>
        </form>
      </div>
    </footer>
  );
};
