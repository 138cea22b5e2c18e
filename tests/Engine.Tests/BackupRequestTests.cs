using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class BackupRequestTests
{
    private static readonly BackupTarget Target = new(null!, "us-east-1", "http://nowhere");

    private static Gen<TimeSpan> AnyTime => Gen.OneOf(
        Gen.Elements(TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromTicks(-1), TimeSpan.MinValue, TimeSpan.MaxValue,
            Timeout.InfiniteTimeSpan, TimeSpan.FromDays(365), TimeSpan.FromDays(365) + TimeSpan.FromTicks(1)),
        Gen.Choose(int.MinValue, int.MaxValue).Select(seconds => TimeSpan.FromSeconds(seconds)),
        Gen.Choose(1, int.MaxValue).Select(ticks => TimeSpan.FromTicks(ticks)));

    private static Gen<TimeSpan?> AnyInterval => Gen.OneOf(Gen.Constant((TimeSpan?)null), AnyTime.Select(time => (TimeSpan?)time));

    [Fact]
    public void A_request_to_create_is_made_or_refused_with_the_documented_errors()
    {
        TableReference.TryParse("arn:aws:dynamodb:us-east-1:123456789012:table/Music", out var table, out _);
        Inputs.ForAll(Gen.Zip(Gen.Zip(Inputs.AnyText, AnyTime), AnyInterval), input =>
        {
            var ((name, timeout), interval) = input;
            var isGoodName = name is null || BackupName.ProblemOf(name) is null;

            var error = Record.Exception(() =>
            {
                var request = new CreateRequest(Target, table!, name, wait: true, timeout, interval);
                Assert.Equal(
                    (Target, "Music", table, name, timeout, interval, true),
                    (request.Target, request.TableName, request.Table, request.BackupName, request.Timeout, request.PollInterval,
                        request.Wait));
            });

            Assert.Equal(
                !IsGood(timeout) ? typeof(ArgumentOutOfRangeException)
                    : !isGoodName ? typeof(ArgumentException)
                    : interval is null || IsGood(interval.Value) ? null
                    : typeof(ArgumentOutOfRangeException),
                error?.GetType());
        });
    }

    [Fact]
    public void A_request_to_wait_is_made_or_refused_with_the_documented_errors()
    {
        BackupArn.TryParse("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-73d8d5bc", out var arn, out _);
        Inputs.ForAll(Gen.Zip(AnyTime, AnyInterval), input =>
        {
            var (timeout, interval) = input;

            var error = Record.Exception(() =>
            {
                var request = new WaitRequest(Target, arn!, timeout, interval);
                Assert.Equal(
                    (Target, "Music", arn, timeout, interval),
                    (request.Target, request.TableName, request.Arn, request.Timeout, request.PollInterval));
            });

            Assert.Equal(IsGood(timeout) && (interval is null || IsGood(interval.Value)) ? null : typeof(ArgumentOutOfRangeException),
                error?.GetType());
        });
    }

    private static bool IsGood(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(365);
}
