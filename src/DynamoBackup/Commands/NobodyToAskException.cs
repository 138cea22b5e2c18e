using System;

namespace DynamoBackup.Commands;

/// <summary>A question could not be put to anyone, or nobody answered it.</summary>
/// <param name="cause">What the host threw.</param>
internal sealed class NobodyToAskException(Exception cause) : Exception(cause.Message, cause);
