import { useState } from "react";
import { useNavigate } from "react-router-dom";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { supabase } from "@/integrations/supabase/client";

const Auth = () => {
  const navigate = useNavigate();
  const [mode, setMode] = useState<"in" | "up">("in");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  const submit = async (e: React.FormEvent) => {
    e.preventDefault();
    const { error } =
      mode === "in"
        ? await supabase.auth.signInWithPassword({ email, password })
        : await supabase.auth.signUp({
            email,
            password,
            options: { data: { display_name: name }, emailRedirectTo: `${window.location.origin}/` },
          });
    if (error) {
      toast.error(error.message);
      return;
    }
    if (mode === "up") toast.success("Check your inbox to confirm your email");
    navigate("/");
  };

  return (
    <Card className="mx-auto max-w-sm">
      <CardContent>
        <CardTitle>{mode === "in" ? "Welcome back" : "Join Trove"}</CardTitle>
        <form onSubmit={submit} className="space-y-3">
          {mode === "up" && <Input required placeholder="Your name" value={name} onChange={(e) => setName(e.target.value)} />}
          <Input type="email" required placeholder="Email" value={email} onChange={(e) => setEmail(e.target.value)} />
          <Input type="password" required minLength={8} placeholder="Password" value={password} onChange={(e) => setPassword(e.target.value)} />
          <Button type="submit" className="w-full">{mode === "in" ? "Sign in" : "Sign up"}</Button>
        </form>
        <button className="text-sm underline" onClick={() => setMode(mode === "in" ? "up" : "in")}>
          {mode === "in" ? "New here? Create an account" : "I already have an account"}
        </button>
      </CardContent>
    </Card>
  );
};

export default Auth;
