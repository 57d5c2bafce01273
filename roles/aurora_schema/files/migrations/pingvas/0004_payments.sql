CREATE TABLE credits (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
  balance integer NOT NULL DEFAULT 0 CHECK (balance >= 0),
  lifetime_earned integer NOT NULL DEFAULT 0 CHECK (lifetime_earned >= 0),
  lifetime_spent integer NOT NULL DEFAULT 0 CHECK (lifetime_spent >= 0),
  last_recharged_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- Below it when credits have expired.
  CHECK (balance <= lifetime_earned - lifetime_spent)
);
CREATE TRIGGER credits_touch BEFORE UPDATE ON credits FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE credit_transactions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  transaction_type varchar(20) NOT NULL
  CHECK (transaction_type IN ('purchase', 'bonus', 'refund', 'spend', 'subscription_grant')),
  amount integer NOT NULL,
  balance_after integer NOT NULL CHECK (balance_after >= 0),
  description text NOT NULL,
  reference_id uuid,
  reference_type varchar(50) CHECK (reference_type IN ('generation_job', 'subscription', 'payment')),
  metadata jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX credit_transactions_history ON credit_transactions (user_id, created_at DESC);
CREATE INDEX credit_transactions_reference ON credit_transactions (reference_type, reference_id)
WHERE reference_id IS NOT NULL;

CREATE TABLE subscriptions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
  lemon_squeezy_subscription_id varchar(255) NOT NULL UNIQUE,
  plan_type varchar(20) NOT NULL CHECK (plan_type IN ('free', 'starter', 'pro', 'studio', 'enterprise')),
  status varchar(20) NOT NULL CHECK (status IN ('active', 'cancelled', 'paused', 'expired', 'past_due')),
  current_period_start timestamptz NOT NULL,
  current_period_end timestamptz NOT NULL,
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  canceled_at timestamptz,
  monthly_credit_quota integer NOT NULL CHECK (monthly_credit_quota >= 0),
  last_credit_grant_at timestamptz,
  metadata jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (current_period_end > current_period_start)
);
CREATE INDEX subscriptions_renewal ON subscriptions (current_period_end) WHERE status = 'active';
CREATE TRIGGER subscriptions_touch BEFORE UPDATE ON subscriptions
FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
