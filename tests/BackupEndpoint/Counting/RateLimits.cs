namespace DynamoBackup.BackupEndpoint;

/// <summary>Keeps each operation, account and region to its rate. Thread-safe.</summary>
internal sealed class RateLimits(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Operation, string Account, string Region), Limit> _limits = [];

    /// <summary>Whether a call is in time. One that is uses up a part of the rate.</summary>
    public bool Admit(Call call, EndpointSettings settings)
    {
        if (settings.Rates == 0 || Operations.PublishedRate(call.Operation) is not { } published)
        {
            return true;
        }

        double part = settings.Rates * (1 - settings.Others);
        double seconds = (double)time.GetTimestamp() / time.TimestampFrequency;
        lock (_lock)
        {
            (string, string, string) key = (call.Operation, call.Caller.Account, call.Caller.Region);
            if (!_limits.TryGetValue(key, out Limit? limit))
            {
                _limits.Add(key, limit = new Limit());
            }

            return settings.Profile == EndpointProfile.Strict
                ? limit.FitsWindow(time.GetTimestamp(), time.TimestampFrequency, published * part)
                : limit.FitsBucket(seconds, published * part, Math.Max(1, Operations.Burst(call.Operation) * part));
        }
    }

    private sealed class Limit
    {
        private readonly SlidingWindow _accepted = new();
        private double _tokens = double.MaxValue;
        private double _filledAt = double.NegativeInfinity;

        public bool FitsWindow(long now, long second, double rate)
        {
            // A rate that is no whole number keeps to its mean: 2.5 a second is 2 in any 0.8 s, 0.25 is 1 in any 4 s.
            double burst = Math.Max(1, Math.Floor(rate + 1e-9));
            long window = (long)Math.Round(second * burst / rate);
            if (_accepted.Count(now, window) >= burst)
            {
                return false;
            }

            _accepted.Add(now);
            return true;
        }

        public bool FitsBucket(double seconds, double rate, double burst)
        {
            double filled = double.IsNegativeInfinity(_filledAt) ? burst : _tokens + ((seconds - _filledAt) * rate);
            _tokens = Math.Min(burst, filled);
            _filledAt = seconds;
            // What time filled in many small steps may miss a whole token by a rounding error.
            if (_tokens < 1 - 1e-6)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
