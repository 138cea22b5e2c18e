namespace DynamoBackup.Tests.Module;

/// <summary>How a file of tests/pester went.</summary>
/// <param name="Failures">What failed outside a test, such as the discovery of tests.</param>
/// <param name="Tests">Each test that it has, also those that did not run.</param>
internal sealed record PesterResult(string[] Failures, PesterTest[] Tests);

/// <summary>How a test of Pester went.</summary>
/// <param name="Name">As it stands in the file.</param>
/// <param name="Path">The names of its blocks and its own, with the values of its case.</param>
/// <param name="Result">Passed, Failed, Skipped, NotRun (by its tag) or Inconclusive.</param>
/// <param name="Message">Why it failed or was skipped.</param>
internal sealed record PesterTest(string Name, string Path, string Result, string Message);
