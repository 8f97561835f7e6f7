import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useLocation } from "wouter";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { apiRequest, queryClient } from "@/lib/queryClient";

type FormValues = { email: string; password: string; name?: string };

export default function AuthPage() {
  const [isLogin, setIsLogin] = useState(true);
  const [, navigate] = useLocation();
  const { register, handleSubmit } = useForm<FormValues>();

  const submit = useMutation({
    mutationFn: (values: FormValues) => apiRequest("POST", isLogin ? "/api/login" : "/api/register", values),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["/api/user"] });
      navigate("/");
    },
  });

  return (
    <Card className="mx-auto max-w-sm space-y-4">
      <CardTitle>{isLogin ? "Welcome back" : "Create your account"}</CardTitle>
      <form className="space-y-3" onSubmit={handleSubmit((values) => submit.mutate(values))}>
        {!isLogin && <Input placeholder="Your name" {...register("name", { required: true })} />}
        <Input type="email" placeholder="Email" {...register("email", { required: true })} />
        <Input type="password" placeholder="Password" {...register("password", { required: true })} />
        {submit.error && <p className="text-sm text-red-600">{submit.error.message}</p>}
        <Button className="w-full" disabled={submit.isPending}>
          {isLogin ? "Sign in" : "Sign up"}
        </Button>
      </form>
      <button className="text-sm text-muted-foreground underline" onClick={() => setIsLogin(!isLogin)}>
        {isLogin ? "New here? Create an account" : "Already have an account? Sign in"}
      </button>
    </Card>
  );
}
