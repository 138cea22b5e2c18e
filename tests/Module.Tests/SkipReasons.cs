using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(DynamoBackup.Tests.SkipReasons))]

namespace DynamoBackup.Tests;

/// <summary>
/// Says in the output of a plain <c>dotnet test</c> why a test was skipped. By itself it shows the skipped test's name
/// alone; diagnostic messages (xunit.runner.json) it shows at any verbosity.
/// </summary>
public sealed class SkipReasons : XunitTestFramework
{
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new Executor(new XunitTestAssembly(assembly, configFileName: null, assembly.GetName().Version));

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions,
            CancellationToken cancellationToken) =>
            base.RunTestCases(testCases, new Sink(executionMessageSink), executionOptions, cancellationToken);
    }

    private sealed class Sink(IMessageSink next) : IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestSkipped skipped)
            {
                TestContext.Current.SendDiagnosticMessage("Skipped {0}: {1}", TestContext.Current.Test?.TestDisplayName, skipped.Reason);
            }

            return next.OnMessage(message);
        }
    }
}
