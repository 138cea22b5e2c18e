namespace DynamoBackup.Tests;

/// <summary>
/// Neither a PowerShell of 7.4 or newer on PATH nor the .NET tool could be used. The message is one sentence for the user:
/// what is missing, and how to get it.
/// </summary>
/// <param name="message">The sentence.</param>
public sealed class PowerShellNotFoundException(string message) : Exception(message);
